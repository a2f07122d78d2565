-- Row-level security lets nothing look at a row before it is known whose it is, unless PostgreSQL holds
-- that it can't tell of the row. It doesn't hold so of "contains all of", though among numbers that only
-- compares, and so it left the index of names aside and read every customer of a business. Only a
-- superuser may say so; where Kedai isn't one, a name is found as slowly as before.
DO $$
BEGIN
    ALTER FUNCTION pg_catalog.arraycontains(anyarray, anyarray) LEAKPROOF;
EXCEPTION WHEN insufficient_privilege THEN
    RAISE NOTICE 'names are searched without an index: run as superuser ALTER FUNCTION pg_catalog.arraycontains(anyarray, anyarray) LEAKPROOF';
END $$;

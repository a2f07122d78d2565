\set store :client_id % :stores + 1
SELECT place_bare(:store, :tenant, :actor, :item_count, :subtotal, :tax, :tax_lines, :total, :change,
    :made, :counted, :made_price, :counted_price, :audit_changes, :payload, :hash, :answer);

//! `If-Match`: which version of an order an edit was made from (RFC 9110, 8.8.3 and 13.1.1).

use contract::{Problem, problem::Code};
use http::{HeaderMap, header};

/// The most tags that are read: an edit is made from one version, and rarely from one of a few.
const MOST: usize = 16;

/// A version that no order has: what somebody else's tags come to.
const OF_NO_ORDER: i32 = 0;

/// The versions that an edit may have been made from: at least one.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Versions {
    pub(crate) first: i32,
    pub(crate) others: Vec<i32>,
}

/// What a request says in `If-Match`; `None` if it doesn't say anything.
pub(crate) fn if_match(headers: &HeaderMap) -> Result<Option<Versions>, Problem> {
    let mut lines = headers.get_all(header::IF_MATCH).iter().peekable();
    if lines.peek().is_none() {
        return Ok(None);
    }
    let (mut versions, mut count) = (Vec::new(), 0);
    for line in lines {
        let line = line.to_str().map_err(|_| invalid("It holds letters that a header can't have."))?;
        for tag in tags(line)? {
            versions.extend(version(tag)?);
            count += 1;
            if count > MOST {
                return Err(invalid("It names too many versions."));
            }
        }
    }
    if count == 0 {
        return Err(invalid("It names no version of an order."));
    }
    let mut versions = versions.into_iter();
    let first = versions.next().unwrap_or(OF_NO_ORDER);
    Ok(Some(Versions { first, others: versions.collect() }))
}

fn invalid(what: &str) -> Problem {
    let detail = format!("If-Match can't be read. {what} Send the order's ETag, in quotes: If-Match: \"3\".");
    Problem::new(Code::InvalidIfMatch, detail)
}

/// The members of a list, as they are written: a comma within quotes is part of its tag.
fn tags(line: &str) -> Result<Vec<&str>, Problem> {
    let (mut tags, mut begin, mut is_quoted) = (Vec::new(), 0, false);
    for (place, letter) in line.char_indices() {
        match letter {
            '"' => is_quoted = !is_quoted,
            ',' if !is_quoted => {
                tags.push(line.get(begin..place).unwrap_or_default());
                begin = place + 1;
            }
            _ => {}
        }
    }
    if is_quoted {
        return Err(invalid("A quote isn't closed."));
    }
    tags.push(line.get(begin..).unwrap_or_default());
    // A list may have empty members (RFC 9110, 5.6.1).
    Ok(tags.into_iter().map(str::trim).filter(|tag| !tag.is_empty()).collect())
}

/// The version that a tag names; a strong tag that isn't ours matches nothing.
fn version(tag: &str) -> Result<Option<i32>, Problem> {
    if tag == "*" {
        let detail =
            "If-Match: * names no version. Send the one that your edit was made from: If-Match: \"3\".";
        return Err(Problem::new(Code::PreconditionRequired, detail));
    }
    if tag.starts_with("W/") {
        return Err(invalid("A weak tag (W/) isn't exact enough to edit by."));
    }
    let quoted = tag.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let quoted = quoted.filter(|word| !word.contains('"'));
    let word = quoted.ok_or_else(|| invalid("A tag stands in quotes."))?;
    let is_number = word.bytes().all(|byte| byte.is_ascii_digit()) && !word.starts_with('0');
    Ok(word.parse().ok().filter(|_| is_number))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(lines: &[&str]) -> Result<Option<Versions>, (u16, String)> {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(header::IF_MATCH, line.parse().unwrap());
        }
        if_match(&headers).map_err(|problem| (problem.status, problem.code.to_string()))
    }

    fn versions(first: i32, others: &[i32]) -> Result<Option<Versions>, (u16, String)> {
        Ok(Some(Versions { first, others: others.to_vec() }))
    }

    #[test]
    fn one_tag_or_a_list_names_versions() {
        assert_eq!(read(&[]), Ok(None));
        assert_eq!(read(&["\"1\""]), versions(1, &[]));
        assert_eq!(read(&["\"1\", \"7\""]), versions(1, &[7]));
        assert_eq!(read(&["\"1\"", " ,\"7\" , "]), versions(1, &[7]));
        assert_eq!(read(&["\"somebody's, own\", \"2\""]), versions(2, &[]));
    }

    #[test]
    fn what_names_no_version_is_refused_and_never_taken_for_one() {
        let invalid =
            |lines: &[&str]| assert_eq!(read(lines), Err((400, "invalid_if_match".into())), "{lines:?}");
        for line in [
            "W/\"1\"",
            "\"1\", W/\"2\"",
            "\"1",
            "1\"",
            "abc",
            "1 2",
            "'1'",
            "\"1\" \"2\"",
            "1",
            "3, \"4\"",
            "-1",
            ",",
            "",
        ] {
            invalid(&[line]);
        }
        invalid(&[&["\"1\""; 17].join(",")]);
        for line in ["\"\"", "\"abc\"", "\"-1\"", "\"+1\"", "\"01\"", "\"0\"", "\"1.0\"", "\"99999999999\""] {
            assert_eq!(read(&[line]), versions(OF_NO_ORDER, &[]), "a tag of another's: {line}");
        }
        assert_eq!(read(&["*"]), Err((428, "precondition_required".into())));
    }

    proptest! {
        #[test]
        fn no_line_makes_it_panic_or_name_what_it_does_not_say(line in "[ \",*W/0-9a-z\\\\;+-]{0,40}") {
            if let Ok(Some(found)) = read(&[&line]) {
                for version in std::iter::once(found.first).chain(found.others) {
                    prop_assert!(version == OF_NO_ORDER || line.contains(&version.to_string()));
                }
            }
        }
    }
}

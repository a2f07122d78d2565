//! What targets share.

use contract::Problem;

/// A refusal says that the sender is at fault, and where.
pub fn check_refusal(problem: &Problem) {
    assert!(matches!(problem.status, 400 | 422 | 428), "{problem:?}");
    assert!(!problem.code.is_empty() && !problem.detail.is_empty(), "{problem:?}");
    assert_eq!(problem.status == 422, !problem.errors.is_empty(), "{problem:?}");
    for wrong in &problem.errors {
        assert!(![&*wrong.field, &*wrong.code, &*wrong.message].contains(&""), "{problem:?}");
    }
}

/// The same of whatever was refused.
pub fn check<T>(read: Result<T, Problem>) -> Option<T> {
    read.inspect_err(check_refusal).ok()
}

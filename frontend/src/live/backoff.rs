//! How long to wait before opening the socket again: growing, and never the same for all tabs, so that
//! a server that restarts isn't met by a crowd.

/// The first wait, before chance makes it shorter.
pub const FIRST_MS: u32 = 500;
/// The longest wait.
pub const MOST_MS: u32 = 10_000;

/// Milliseconds to wait before attempt number `attempt`, from 0: half of it certain, half by `chance`,
/// which is 0 to 1.
pub fn wait_ms(attempt: u32, chance: f64) -> u32 {
    let whole = FIRST_MS.saturating_mul(1_u32.checked_shl(attempt).unwrap_or(u32::MAX)).min(MOST_MS);
    let half = f64::from(whole) / 2.0;
    let wait = half + half * chance.clamp(0.0, 1.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "it lies between 0 and MOST_MS"
    )]
    let wait = wait as u32;
    wait
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_to_a_limit() {
        let longest: Vec<u32> = (0..7).map(|attempt| wait_ms(attempt, 1.0)).collect();
        assert_eq!(longest, [500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
        assert_eq!(wait_ms(u32::MAX, 1.0), MOST_MS);
    }

    #[test]
    fn chance_takes_up_to_half_away() {
        assert_eq!(wait_ms(0, 0.0), 250);
        assert_eq!(wait_ms(9, 0.5), 7_500);
        assert_eq!(wait_ms(0, 7.0), 500);
    }
}

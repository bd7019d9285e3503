//! Which day each commit of a branch counts for. Clocks are wrong and dates can be typed, so what commits say need not
//! rise along the branch; what counts does.

/// What a commit of a branch counts for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Counted {
    /// When it was in the branch, in seconds since 1970: never earlier than a commit before it.
    pub(super) seconds: i64,
    /// The commit of the branch whose date that is, by its number from the oldest one on.
    pub(super) by: usize,
}

/// What commits count for, from the dates that they say, the oldest commit first. A commit is in the branch no earlier
/// than those before it: what is written later can't change what the branch was on a day. A date that is later than
/// `now` and than that of the newest commit is of a clock that was wrong: its commit counts for what the one before
/// it does.
pub(super) fn counted(dates: &[i64], now: i64) -> Vec<Counted> {
    let end = dates.last().map_or(now, |newest| now.max(*newest));
    let is_right = |seconds: i64| seconds <= end;
    // Before the first date that can be right, the first one is all that is known.
    let first = dates.iter().position(|seconds| is_right(*seconds)).unwrap_or_default();
    let mut latest = Counted { seconds: dates.get(first).copied().unwrap_or_default(), by: first };
    let count = |(by, seconds): (usize, &i64)| {
        if by > first && is_right(*seconds) && *seconds >= latest.seconds {
            latest = Counted { seconds: *seconds, by };
        }
        latest
    };
    dates.iter().enumerate().map(count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_commits_count_for_rises_whatever_they_say() {
        let seconds = |dates: &[i64]| -> Vec<i64> {
            counted(dates, 100).iter().map(|counted| counted.seconds).collect()
        };
        assert_eq!(seconds(&[1, 2, 2, 3]), [1, 2, 2, 3]);
        // Backdated, in the middle and at the end.
        assert_eq!(seconds(&[1, 5, 2, 6, 0]), [1, 5, 5, 6, 6]);
        // In the future, in the middle and at the beginning.
        assert_eq!(seconds(&[1, 999, 3, 4]), [1, 1, 3, 4]);
        assert_eq!(seconds(&[999, 3, 4]), [3, 3, 4]);
        // Where all of it lies in the future, that is no mistake of one.
        assert_eq!(seconds(&[101, 102, 999, 103]), [101, 102, 102, 103]);
        assert_eq!(seconds(&[1, 999]), [1, 999]);
        assert_eq!(seconds(&[]), Vec::<i64>::new());
        assert_eq!(counted(&[1, 5, 2], 100).last(), Some(&Counted { seconds: 5, by: 1 }));
    }
}

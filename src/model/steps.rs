//! How one sequence of texts becomes another: what stays, what goes, what comes.

use similar::{
    DiffOp,
    algorithms::{Capture, Compact, Replace, myers},
};

/// The steps that make `new` of `old`, in order; every item of both is in exactly one of them.
pub fn steps<T: AsRef<str>>(old: &[T], new: &[T]) -> Vec<DiffOp> {
    // One algorithm for one kind of item: all of them for every kind would be a fifth of the program's code.
    let [old, new] = [old, new].map(|items| items.iter().map(AsRef::as_ref).collect::<Vec<&str>>());
    let mut steps = Compact::new(Replace::new(Capture::new()), &old, &new);
    match myers::diff(&mut steps, &old, 0..old.len(), &new, 0..new.len()) {
        Ok(()) => steps.into_inner().into_inner().into_ops(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use similar::DiffOp;

    use super::steps;

    proptest! {
        #[test]
        fn what_stays_and_what_comes_make_the_new_one(
            old in prop::collection::vec("[abc]", 0..20), new in prop::collection::vec("[abc]", 0..20),
        ) {
            let [old, new] = [&old, &new].map(|list| list.iter().map(String::as_str).collect::<Vec<_>>());
            let (mut gone, mut made) = (Vec::new(), Vec::new());
            for step in steps(&old, &new) {
                if let DiffOp::Equal { .. } = step {
                    prop_assert_eq!(&old[step.old_range()], &new[step.new_range()]);
                }
                gone.extend_from_slice(&old[step.old_range()]);
                made.extend_from_slice(&new[step.new_range()]);
            }
            prop_assert_eq!((gone, made), (old, new));
        }
    }
}

//! The office whose store it is: what its papers say of it and look like.

/// The fonts of papers. The names are those that offices have; where one is not installed, a program takes one
/// of the same kind.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Fonts {
    /// Of the title of a paper.
    pub title: String,
    /// Of headings of the first level (一、).
    pub heading: String,
    /// Of headings of the second level (（一）).
    pub subheading: String,
    /// Of everything else.
    pub text: String,
}

impl Default for Fonts {
    /// As GB/T 9704 has them.
    fn default() -> Self {
        Self {
            title: "方正小标宋简体".to_owned(),
            heading: "黑体".to_owned(),
            subheading: "楷体_GB2312".to_owned(),
            text: "仿宋_GB2312".to_owned(),
        }
    }
}

//! The containers: bytes of a file become a [`Document`](super::source::Document), recognised by
//! content and not by name. Every limit on what a stranger's file may cost is kept here.

//! Source document → draft plan: bytes become a [`source::Document`] (Grids and paragraphs),
//! the grammar of markers, units and deadlines turns that into a [`draft::Draft`].

pub mod container;
pub mod draft;
pub mod grammar;
pub mod source;

//! check (to come)

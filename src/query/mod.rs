//! query (to come)

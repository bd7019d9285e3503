//! history (to come)

//! view (to come)

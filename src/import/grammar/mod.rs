//! The grammar of task tables, once for all containers: a document becomes a draft plan.

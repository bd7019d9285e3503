//! The whole program from outside: one module for each thing a user can name.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::panic,
    clippy::too_many_lines,
    reason = "a test may stop at once, and holds its table of cases"
)]

mod advice;
mod architecture;
mod between_rows;
mod blank;
mod blank_status;
mod carried;
mod cells;
mod changes;
mod check;
mod clones;
mod commits;
mod consequences;
mod corrections;
mod counted;
mod deadlines;
mod dept;
#[cfg(unix)]
mod desk;
mod desk_notices;
mod desk_quarter;
mod desk_words;
mod desk_year;
mod docs;
mod doctor;
mod drafts;
mod editions;
mod ends;
mod errors;
mod export;
mod fields;
mod filled;
mod flat;
mod form_numbers;
mod forms;
mod guard;
mod guard_again;
mod guard_attributes;
mod guard_disks;
mod guard_editions;
mod guard_invented;
mod guard_merged;
mod guard_moved;
mod guard_names;
mod guard_plans;
mod guard_records;
mod guard_returns;
mod guard_settled;
mod guard_source;
mod history;
mod hostile;
mod hostile_documents;
mod hosting;
mod import;
mod inert;
mod isolation;
mod json_schema;
mod keep_columns;
mod later_returns;
mod later_tasks;
mod left_behind;
mod left_out;
mod lights;
mod list;
mod lists;
mod mangled;
mod merge;
mod misdated;
#[cfg(target_os = "linux")]
mod narrow;
mod not_adopted;
mod numbers;
mod ofd;
mod office;
mod output;
mod owed;
mod papers;
mod pdf;
mod pdf_hostile;
mod pdf_layouts;
mod pdf_pages;
mod pdf_refused;
mod pdf_seams;
mod pdf_text;
mod pdf_titles;
mod plan;
mod plan_deeds;
mod plan_edit;
mod plan_names;
mod plans;
mod readme;
mod reasons;
mod reporting;
mod repositories;
mod returned;
mod returns;
mod rows;
mod said;
mod sandbox;
mod scripts;
mod server;
mod settling;
mod several_plans;
mod show;
mod site;
#[cfg(unix)]
mod snapshots;
#[cfg(unix)]
mod strangers;
mod tables;
mod targets;
mod templates;
mod terminal;
mod trail;
mod tutorial;
#[cfg(unix)]
mod typed;
mod undo;
mod update;
mod wording;
mod written;

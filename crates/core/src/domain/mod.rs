//! Domain: what darasa is for. Types, rules and SQL together, one folder or file a resource.

pub mod accounts;
pub mod generation;
pub mod interviews;
pub mod job_infos;
pub mod keywords;
pub mod own_data;
pub mod practice;
pub mod questions;
pub mod resumes;

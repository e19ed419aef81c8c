//! The API as its clients see it: real handlers, a real Postgres, neighbours emulated on the wire. A module per route.

mod database;
mod generate_question;
mod job_infos;

//! A laptop's darasa: what the functions talk to when nothing is deployed. Never linked into a function.

pub mod emulators;

//! Tells cargo to embed the migrations again when a file of theirs comes, goes or changes.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}

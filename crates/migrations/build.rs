//! Build script: embeds the migrations again when one of their files is added, removed or changed.

fn main() {
    println!("cargo:rerun-if-changed=../../migrations");
}

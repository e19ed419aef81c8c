//! Command `darasa openapi`: the OpenAPI document, as a deployment serves it.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use crate::Failure;

#[derive(clap::Args)]
pub struct Arguments {
    /// Write nothing, and fail when the file is not what the code says
    #[arg(long)]
    check: bool,
    /// Where it is written (default: public/openapi.json of this clone; `-` is the standard output)
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub fn run(arguments: &Arguments) -> Result<(), Failure> {
    let text = darasa_openapi::text(&darasa_openapi::document());
    let path = match &arguments.output {
        Some(path) if path == Path::new("-") => {
            print!("{text}");
            return Ok(());
        }
        Some(path) => path.clone(),
        None => crate::checkout_root()?.join(darasa_openapi::PATH),
    };
    if is_current(&path, &text)? {
        println!("{} is up to date", path.display());
    } else if arguments.check {
        return Err(
            format!("{} is not what the code says; write it with `cargo darasa openapi`", path.display()).into()
        );
    } else {
        fs::write(&path, &text).map_err(|error| format!("{} cannot be written: {error}", path.display()))?;
        println!("{} is written", path.display());
    }
    Ok(())
}

fn is_current(path: &Path, text: &str) -> Result<bool, Failure> {
    match fs::read(path) {
        Ok(bytes) => Ok(bytes == text.as_bytes()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(format!("{} cannot be read: {error}", path.display()).into()),
    }
}

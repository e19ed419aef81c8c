//! Memory of a process, resident.

use crate::functions::{Function, Result};

pub fn resident_kb(function: &Function) -> Result<u64> {
    let status = function.proc_file("status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("Linux tells VmRSS")?;
    Ok(line.trim().trim_end_matches(" kB").parse()?)
}

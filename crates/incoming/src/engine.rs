//! Which engine recognises scans here: tesseract, or the networks whose weights the administrator fetched.

use std::path::{Path, PathBuf};

use kernel::{Act, Office, Refusal, Setting, StoreError, Subject, Tx};
use reading::engine::Engine;
use reading::{Limits, Reader};

use crate::{RECOGNITION, store, t};

const SETTING: &str = "incoming.recognition";

/// The engine that is set; tesseract while nobody has set one.
pub fn engine(tx: &mut Tx<'_>) -> Result<Engine, StoreError> {
    Ok(Setting::get(tx, SETTING)?.unwrap_or_default())
}

/// Reads papers in a child of `program`, scans with the engine that is set now. Whoever reads for long asks anew.
pub fn reader(office: &Office, program: impl Into<PathBuf>) -> Reader {
    // A database that cannot answer refuses the paper later; until then it is read as usual.
    let engine = office.read_blocking(engine).unwrap_or_default();
    Reader::new(program, Limits::default()).with_engine(engine)
}

/// Chooses the engine. Where the weights lie is a matter of the machine, so the administrator says it. Whether the
/// engine starts has been tried before.
pub fn choose(act: &mut Act<'_>, input: Engine) -> Result<(), Refusal> {
    people::may(act, RECOGNITION)?;
    let name = match &input {
        Engine::Tesseract => "tesseract",
        Engine::Networks(folder) => {
            is_folder(folder)?;
            "networks"
        }
    };
    let known = store::setting(act.tx(), SETTING)?.unwrap_or(act.new_id());
    act.record("incoming.choose_recognition", Subject::new("setting", known));
    act.fact("engine", name);
    Setting::set(act, SETTING, &input)?;
    Ok(())
}

fn is_folder(folder: &Path) -> Result<(), Refusal> {
    let text = folder.to_string_lossy();
    let fits = folder.is_absolute() && text.len() <= 500 && !text.chars().any(char::is_control);
    if fits { Ok(()) } else { Err(Refusal::invalid(t::weights_absolute()).field("folder")) }
}

/// Does it start? Starts the child, so never within a transaction.
pub fn tried(program: &Path, engine: &Engine) -> Result<(), Refusal> {
    let Engine::Networks(folder) = engine else { return Ok(()) };
    is_folder(folder)?;
    let reader = Reader::new(program, Limits::default()).with_engine(engine.clone());
    reader.recognition().map_err(|problem| {
        let file = problem.detail.unwrap_or_default();
        Refusal::invalid(t::weights_missing(file)).field("folder")
    })
}

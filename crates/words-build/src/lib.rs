//! Turns a crate's `i18n/vi.ftl` and `i18n/en.ftl` into functions, one a message.
//!
//! Arguments come in the order of their names, not of the text: rewording a message must not swap
//! what its callers hand over.
//!
//! A key that one language lacks, an argument that only one of them uses, or a text that
//! does not parse, stops the build with the key's name.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::{env, fs, path::Path, process};

use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser;

/// Called from `build.rs`: writes `$OUT_DIR/words.rs`, which `words::texts!()` includes.
pub fn generate() {
    if let Err(fault) = run() {
        eprintln!("i18n: {fault}");
        process::exit(1);
    }
}

fn run() -> Result<(), String> {
    println!("cargo:rerun-if-changed=i18n");
    let root = env::var("CARGO_MANIFEST_DIR").map_err(|e| e.to_string())?;
    let name = env::var("CARGO_PKG_NAME").map_err(|e| e.to_string())?;
    let out = env::var("OUT_DIR").map_err(|e| e.to_string())?;
    let mut texts = Vec::new();
    for code in ["vi", "en"] {
        let path = Path::new(&root).join("i18n").join(format!("{code}.ftl"));
        texts.push(fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?);
    }
    let code = functions(&name, &texts[0], &texts[1])?;
    let place = Path::new(&out).join("words.rs");
    // A new file: build folders are often copied by hard links, and the old one may be somebody else's too.
    let _ = fs::remove_file(&place);
    fs::write(place, code).map_err(|e| e.to_string())
}

/// The generated module's text. Separate from the files so that it can be tested.
pub fn functions(name: &str, vi: &str, en: &str) -> Result<String, String> {
    let vi_messages = messages(vi).map_err(|e| format!("vi.ftl: {e}"))?;
    let en_messages = messages(en).map_err(|e| format!("en.ftl: {e}"))?;
    let keys: BTreeSet<_> = vi_messages.keys().chain(en_messages.keys()).collect();
    let mut code = format!(
        "static BOOK: std::sync::LazyLock<words::Book> = std::sync::LazyLock::new(|| words::Book::new({name:?}, \
         include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/i18n/vi.ftl\")), \
         include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), \"/i18n/en.ftl\"))));\n"
    );
    for key in keys {
        let in_vi = vi_messages.get(key).ok_or_else(|| format!("vi.ftl lacks `{key}`"))?;
        let in_en = en_messages.get(key).ok_or_else(|| format!("en.ftl lacks `{key}`"))?;
        if in_vi != in_en {
            return Err(format!("`{key}` takes {in_vi:?} in vi.ftl and {in_en:?} in en.ftl"));
        }
        let function = key.replace('-', "_");
        let params: Vec<_> =
            in_vi.iter().map(|a| format!("{}: impl Into<words::Arg>", a.replace('-', "_"))).collect();
        let args: Vec<_> = in_vi.iter().map(|a| format!("({a:?}, {}.into())", a.replace('-', "_"))).collect();
        let _ = writeln!(
            code,
            "#[must_use] pub fn {function}({}) -> words::Msg {{ words::Msg::new(&BOOK, {key:?}, vec![{}]) }}",
            params.join(", "),
            args.join(", ")
        );
    }
    let _ = writeln!(
        code,
        "/// Every key of this book, in order.\npub const KEYS: &[&str] = &{:?};",
        vi_messages.keys().collect::<Vec<_>>()
    );
    Ok(code)
}

fn messages(text: &str) -> Result<BTreeMap<String, BTreeSet<String>>, String> {
    let resource = parser::parse(text).map_err(|(_, faults)| format!("{:?}", faults.first()))?;
    let mut found = BTreeMap::new();
    for entry in &resource.body {
        let Entry::Message(message) = entry else { continue };
        let mut args = BTreeSet::new();
        if let Some(pattern) = &message.value {
            walk(pattern, &mut args);
        }
        if found.insert(message.id.name.to_owned(), args).is_some() {
            return Err(format!("`{}` stands twice", message.id.name));
        }
    }
    Ok(found)
}

fn walk(pattern: &Pattern<&str>, args: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        if let PatternElement::Placeable { expression } = element {
            walk_expression(expression, args);
        }
    }
}

fn walk_expression(expression: &Expression<&str>, args: &mut BTreeSet<String>) {
    match expression {
        Expression::Inline(inline) => walk_inline(inline, args),
        Expression::Select { selector, variants } => {
            walk_inline(selector, args);
            for variant in variants {
                walk(&variant.value, args);
            }
        }
    }
}

fn walk_inline(inline: &InlineExpression<&str>, args: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            args.insert(id.name.to_owned());
        }
        InlineExpression::FunctionReference { arguments, .. } => {
            for argument in &arguments.positional {
                walk_inline(argument, args);
            }
        }
        InlineExpression::Placeable { expression } => walk_expression(expression, args),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::functions;

    #[test]
    fn a_message_becomes_a_function_with_its_arguments() {
        let code = functions("x", "so-den = Số { $number }", "so-den = No. { $number }").unwrap();
        assert!(code.contains("pub fn so_den(number: impl Into<words::Arg>) -> words::Msg"), "{code}");
    }

    #[test]
    fn a_key_that_one_language_lacks_is_named() {
        assert_eq!(functions("x", "a = A\nb = B", "a = A").unwrap_err(), "en.ftl lacks `b`");
    }

    #[test]
    fn an_argument_that_one_language_lacks_is_named() {
        let fault = functions("x", "a = { $n }", "a = A").unwrap_err();
        assert!(fault.starts_with("`a` takes"), "{fault}");
    }
}

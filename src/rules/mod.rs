//! Rule files: as written (schema), as meant (compiled), and the check kinds that they name.

/// The rules of all loaded packs, compiled.
#[derive(Debug, Clone, Default)]
pub struct RuleSet {}

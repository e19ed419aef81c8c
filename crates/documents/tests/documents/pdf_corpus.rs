//! PDF corpus: résumés of many programs, whose text is scored against what two other readers see.

//! One receipt document, rendered for printers, screens and messages.

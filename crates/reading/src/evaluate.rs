//! Figures over real registers.

//! Letters in the layout of Party and State.

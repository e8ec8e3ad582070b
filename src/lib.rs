//! nguyenban
pub mod edit;
pub mod model;
pub mod text;

//! Repair of what scraping, old software and spinners did to a text, before and without restoration.

pub mod typography;

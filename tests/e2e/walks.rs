//! The walks, each from a person's first page to the end of what they came for.

mod account;
mod author;
mod bank;
mod deadline;
mod device_check;
mod devices;
mod exam_day;
mod first_load;
mod mail;
mod marking;
mod newcomer;
mod offline;
mod pages;
mod paper;
mod plain_requests;
mod receipt;
mod restart;
mod setting;
mod sitting;
mod slow_network;
mod talk;
mod wall;

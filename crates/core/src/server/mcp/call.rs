//! MCP tool call on its way: whose it is, and the request that it came with.

use crate::{
    http::Request,
    server::{app::App, caller::Caller},
    storage::db::Db,
};

pub struct ToolCall<'a> {
    pub app: &'static App,
    pub request: &'a Request,
    pub caller: Caller,
}

impl ToolCall<'_> {
    pub fn db(&self) -> Db {
        self.caller.db(self.app)
    }
}

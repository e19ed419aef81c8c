//! MCP server: an assistant runs a practice session by tools, at `/api/mcp`.

pub mod protocol;

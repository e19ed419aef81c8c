//! Encodings of a message, JSON and protobuf. Inside the emulator everything is JSON as protobuf maps to it, so that
//! both mean the same.

use std::sync::LazyLock;

use prost_reflect::prost::Message;
use prost_reflect::{DescriptorPool, DeserializeOptions, DynamicMessage, MessageDescriptor, SerializeOptions};
use serde_json::Value;

const PACKAGE: &str = "proto.decide.v1alpha1";

/// decide.proto as protobuf describes it (a `FileDescriptorProto`). A test makes it of the text again.
const DESCRIPTOR: &[u8] = include_bytes!("decide.binpb");

static SCHEMA: LazyLock<DescriptorPool> = LazyLock::new(|| {
    // The global pool brings protobuf's own types.
    let mut pool = DescriptorPool::global();
    pool.decode_file_descriptor_proto(DESCRIPTOR).expect("the schema is whole");
    pool
});

/// What can be asked of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rpc {
    Decide,
    Report,
}

impl Rpc {
    pub(crate) fn of(path: &str) -> Option<Self> {
        match path.strip_prefix("/proto.decide.v1alpha1.DecideService/")? {
            "Decide" => Some(Self::Decide),
            "Report" => Some(Self::Report),
            _ => None,
        }
    }

    fn message(self, direction: &str) -> MessageDescriptor {
        let name = format!("{PACKAGE}.{self:?}{direction}");
        SCHEMA.get_message_by_name(&name).expect("the schema has a request and a response for each")
    }
}

/// How a message is written; a reply is written as its request was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Json,
    Proto,
}

impl Encoding {
    /// By the content type, whose parameters say nothing that matters.
    pub(crate) fn of(content_type: &str) -> Option<Self> {
        match content_type.split(';').next()?.trim() {
            "application/json" => Some(Self::Json),
            "application/proto" => Some(Self::Proto),
            _ => None,
        }
    }

    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Proto => "application/proto",
        }
    }

    /// A request as JSON, whichever way it was written: camel case, names of enumerations, no zero values.
    pub fn read_request(self, rpc: Rpc, bytes: &[u8]) -> Result<Value, String> {
        to_json(&self.read(rpc.message("Request"), bytes)?)
    }

    pub fn write_request(self, rpc: Rpc, request: &Value) -> Result<Vec<u8>, String> {
        self.write(&from_json(rpc.message("Request"), request)?)
    }

    pub fn read_response(self, rpc: Rpc, bytes: &[u8]) -> Result<Value, String> {
        to_json(&self.read(rpc.message("Response"), bytes)?)
    }

    pub(crate) fn write_response(self, rpc: Rpc, response: &Value) -> Result<Vec<u8>, String> {
        self.write(&from_json(rpc.message("Response"), response)?)
    }

    fn read(self, kind: MessageDescriptor, bytes: &[u8]) -> Result<DynamicMessage, String> {
        match self {
            Self::Json => from_json(kind, &serde_json::from_slice(bytes).map_err(|error| error.to_string())?),
            Self::Proto => DynamicMessage::decode(kind, bytes).map_err(|error| error.to_string()),
        }
    }

    fn write(self, message: &DynamicMessage) -> Result<Vec<u8>, String> {
        match self {
            Self::Json => serde_json::to_vec(&to_json(message)?).map_err(|error| error.to_string()),
            Self::Proto => Ok(message.encode_to_vec()),
        }
    }
}

fn from_json(kind: MessageDescriptor, value: &Value) -> Result<DynamicMessage, String> {
    // A newer SDK may say more than this schema knows.
    let options = DeserializeOptions::new().deny_unknown_fields(false);
    DynamicMessage::deserialize_with_options(kind, value, &options).map_err(|error| error.to_string())
}

fn to_json(message: &DynamicMessage) -> Result<Value, String> {
    let options = SerializeOptions::new();
    message.serialize_with_options(serde_json::value::Serializer, &options).map_err(|error| error.to_string())
}

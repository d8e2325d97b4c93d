//! The names of the providers' API references: OpenAI chat completions, completions and responses, Anthropic messages,
//! Gemini generateContent, and what compatible services add.

/// Fields whose value the protocol defines, in the objects of [`CONTAINERS`] and [`CONTENT`].
pub(super) const PROTOCOL: &[&str] = &[
    "model",
    "role",
    "type",
    "object",
    "id",
    "call_id",
    "tool_call_id",
    "tool_use_id",
    "previous_response_id",
    "item_id",
    "file_id",
    "container",
    "format",
    "detail",
    "effort",
    "reasoning_effort",
    "service_tier",
    "tool_choice",
    "truncation",
    "voice",
    "media_type",
    "mimeType",
    "mime_type",
    "encrypted_content",
    "encrypted_index",
    "signature",
    "thoughtSignature",
    "thought_signature",
    "finish_reason",
    "finishReason",
    "stop_reason",
    "status",
    "system_fingerprint",
    "modelVersion",
    "responseId",
    "cachedContent",
    "category",
    "threshold",
    "anthropic_version",
    "file_data",
    "b64_json",
];

/// Fields that hold base64, where they do.
pub(super) const BINARY: &[&str] = &["data", "file_data", "b64_json"];

/// Numbers of eight digits or more that the protocol defines.
pub(super) const NUMBERS: &[&str] = &[
    "seed",
    "created",
    "created_at",
    "max_tokens",
    "max_completion_tokens",
    "max_output_tokens",
    "maxOutputTokens",
    "budget_tokens",
    "thinkingBudget",
];

/// Objects and lists that the protocol defines.
pub(super) const CONTAINERS: &[&str] = &[
    "allowed_tools",
    "annotations",
    "audio",
    "cache_control",
    "citations",
    "codeExecutionResult",
    "code_execution_result",
    "container",
    "context_management",
    "conversation",
    "custom",
    "edits",
    "executableCode",
    "executable_code",
    "file",
    "fileData",
    "function",
    "functionCall",
    "functionResponse",
    "function_call",
    "generationConfig",
    "generation_config",
    "image_url",
    "inlineData",
    "inline_data",
    "input_audio",
    "item",
    "mcp_servers",
    "prediction",
    "prompt",
    "reasoning",
    "reasoning_details",
    "safetySettings",
    "safety_settings",
    "source",
    "stream_options",
    "systemInstruction",
    "system_instruction",
    "thinking",
    "tool_calls",
    "tool_choice",
    "web_search_options",
];

/// Lists of messages and of their parts.
pub(super) const CONTENT: &[&str] = &[
    "choices", "content", "contents", "input", "messages", "output", "parts", "requests",
    "summary", "system",
];

/// Objects of the caller's own making: names in them mean what the caller says.
pub(super) const FREE: &[&str] = &[
    "arguments",
    "args",
    "metadata",
    "response",
    "output",
    "content",
    "variables",
];

/// Fields of a request that describe tools and formats.
pub(super) const SCHEMAS: &[&str] = &[
    "tools",
    "functions",
    "response_format",
    "output_config",
    "output_format",
    "toolConfig",
    "tool_config",
    "safetySettings",
    "safety_settings",
];

/// What describes the format in `text` of OpenAI's responses.
pub(super) const TEXT_FORMAT: &[&str] = &["format", "verbosity"];

/// What describes the format in Gemini's `generationConfig`.
pub(super) const GENERATION: &[&str] = &[
    "responseMimeType",
    "response_mime_type",
    "responseSchema",
    "response_schema",
    "responseJsonSchema",
    "response_json_schema",
    "responseModalities",
    "speechConfig",
    "thinkingConfig",
    "mediaResolution",
    "imageConfig",
];

/// Fields of prose: their names announce nothing.
pub(super) const PROSE: &[&str] = &[
    "content",
    "text",
    "input",
    "output",
    "prompt",
    "system",
    "instructions",
    "thinking",
    "summary",
    "delta",
    "reasoning",
    "reasoning_content",
    "refusal",
    "description",
    "data",
    "result",
    "query",
    "url",
    "title",
];

/// Members that hold what a tool is called with. Of those here the first holds JSON as a string.
pub(super) const ARGUMENTS: &[&str] = &[
    "arguments",
    "partial_json",
    "args",
    "input",
    "partialArgs",
    "partial_args",
    "action",
    "operation",
];

/// Of those, what holds JSON where it is a string.
pub(super) const JSON_ARGUMENTS: &[&str] = &["arguments", "partial_json", "args"];

/// Objects and lists that are calls of tools.
pub(super) const CALLS: &[&str] = &[
    "tool_calls",
    "tool_call",
    "toolCall",
    "function_call",
    "functionCall",
    "mcp_call",
];

/* SPDX-License-Identifier: MIT */
/*
 * Lines of calls for Debug_Server, as posted in forums. recall: the posts cannot be opened any more, so the texts stand
 * here together; the level is a guess. %u:%u are the line and the call, from 0.
 */
#pragma once

#define CALL_DEBUG_LEVEL      1u
#define CALL_DEBUG_CALLING    "Calling:%s:0"
#define CALL_DEBUG_ALLOC      "[%u:%u]AUD ALLOC CALL (port=%u)"
#define CALL_DEBUG_RELEASE    "[%u:%u]AUD Rel Call"
#define CALL_DEBUG_RINGBACK   "CC:Ringback"
#define CALL_DEBUG_CONNECTED  "CC:Connected"
#define CALL_DEBUG_ENDED      "CC:Ended"
#define CALL_DEBUG_CLEAN_UP   "CC:Clean Up"
#define CALL_DEBUG_TERMINATED "Sess Terminated"
#define CALL_DEBUG(c, ...)    fw_log_debug((c)->line->calls->config.log, CALL_DEBUG_LEVEL, __VA_ARGS__)

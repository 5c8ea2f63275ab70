"""The model: text and sentences in, probabilities out (ONNX Runtime; no torch)."""

from tonecheck.encoder.engine import Encoder, Reading, Text
from tonecheck.encoder.files import ModelFiles, Thresholds, locate, read

__all__ = ["Encoder", "ModelFiles", "Reading", "Text", "Thresholds", "locate", "read"]

"""How the tagger of light edits is made (`tonecheck.reword.tagger`): messages that people mended by leaving out and putting in a few words.

make train-tagger            (or: python -m tonecheck.learn.tagging corpora --model models/en --out models/tagger-en)
"""

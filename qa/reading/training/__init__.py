"""Training of the span reader: question files → weights → an int8 ONNX file.

    python -m qa.reading.training --data DIR --base DIR --out DIR [--small]

In order: `rows` reads the question files; `features` cuts them into windows of ids; `perturbation`
and `mining` make questions that their passage does not answer; `corpus` puts an epoch together;
`network` is the network, `loss` what it is taught by, `loop` the steps, `teaching` a larger network
that it may learn from; `graph`, `quantising`, `calibration` and `export` make the files that ship.

The network starts from all-mpnet-base-v2 and is trained twice: to read, and then to refuse what a
passage comes near to and does not tell. With --small it reads the windows afterwards, and a small
reader (all-MiniLM-L6-v2) learns from both the answers and what the large one made of them.

No question meets these modules, nor torch. Everything is a function of the seed and the step: a run
that is stopped at any instant goes on from its last checkpoint and meets the same batches.
"""

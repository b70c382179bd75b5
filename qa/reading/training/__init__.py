"""Training of the span reader: question files → weights → an int8 ONNX file.

    python -m qa.reading.training --data DIR --out DIR [--teacher DIR]

In order: `rows` reads the question files; `features` cuts them into windows of ids; `perturbation`
and `mining` make questions that their passage does not answer; `corpus` puts an epoch together;
`network` is the network, `loss` what it is taught by, `loop` the steps, `teaching` a larger network
that it may learn from; `graph`, `quantising`, `calibration` and `export` make the files that ship.

With a teacher (the folder of all-mpnet-base-v2) the reader is trained, the teacher is trained, the
teacher reads the windows, and the reader learns from both the answers and the teacher. No question
meets these modules, nor torch. Everything is a function of the seed and the step: a run that is
stopped at any instant goes on from its last checkpoint and meets the same batches.
"""

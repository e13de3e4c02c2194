"""能不能开始: the conditions of a step, as one list that people read and the step itself keeps."""

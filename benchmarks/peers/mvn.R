# Least seconds of lavaan's maximum likelihood for a saturated model of rows with missing cells, with standard errors from the observed
# information; then its log likelihood and the estimate and standard error of every mean, variance and covariance of the lower triangle, tabs
# between. Arguments: CSV file, runs.
suppressPackageStartupMessages(library(lavaan))
arguments <- commandArgs(TRUE)
rows <- read.csv(arguments[1])
names <- names(rows)
model <- paste(c(sprintf("%s ~ 1", names), unlist(lapply(seq_along(names), function(i) sprintf("%s ~~ %s", names[i], names[seq_len(i)])))), collapse = "\n")
least <- Inf
for (run in seq_len(as.integer(arguments[2]))) {
  least <- min(least, system.time(fit <- lavaan(model, rows, missing = "fiml", se = "standard", information = "observed", test = "none"))[["elapsed"]])
}
found <- parameterEstimates(fit)
value <- function(left, operator, right) {
  at <- found$op == operator & ((found$lhs == left & found$rhs == right) | (found$lhs == right & found$rhs == left))
  sprintf("%.17g\t%.17g", found$est[at], found$se[at])
}
means <- vapply(names, function(name) value(name, "~1", ""), "")
covariances <- unlist(lapply(seq_along(names), function(i) vapply(names[seq_len(i)], function(other) value(names[i], "~~", other), "")))
cat(sprintf("%.3f\t%s\t%.17g\t%s\n", least, packageVersion("lavaan"), as.numeric(logLik(fit)), paste(c(means, covariances), collapse = "\t")))

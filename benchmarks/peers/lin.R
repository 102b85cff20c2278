# Least seconds of estimatr::lm_lin with HC2 standard errors on data in memory, and its estimate and standard error, tabs between.
# Arguments: CSV file, runs.
suppressPackageStartupMessages(library(estimatr))
arguments <- commandArgs(TRUE)
rows <- as.data.frame(data.table::fread(arguments[1]))
covariates <- reformulate(grep("^x", names(rows), value = TRUE))
least <- Inf
for (run in seq_len(as.integer(arguments[2]))) {
  least <- min(least, system.time(fit <- lm_lin(y ~ treated, covariates = covariates, data = rows, se_type = "HC2"))[["elapsed"]])
}
cat(sprintf("%.3f\t%.17g\t%.17g\t%s\n", least, fit$coefficients[["treated"]], fit$std.error[["treated"]], packageVersion("estimatr")))

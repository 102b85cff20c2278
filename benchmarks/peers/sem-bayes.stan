// A structural equation model of job satisfaction: four latent variables of three indicators, six regressions, one residual covariance.
// Latent variables are integrated out; the data enter by the Cholesky factor of the sum of y y', about known means of 0.
data {
  int<lower=1> n;
  matrix[12, 12] root;
}
parameters {
  vector[8] loading;
  vector[6] path;              // DTP~CTS, SWB~DTP, SWB~CTS, JS~SWB, JS~DTP, JS~CTS
  vector<lower=0>[4] disturbance;
  vector<lower=0>[12] residual;
  real<lower=-1, upper=1> correlation;
}
model {
  matrix[12, 12] sigma;
  matrix[12, 12] factor;
  {
    matrix[12, 4] a = rep_matrix(0, 12, 4);
    matrix[4, 4] total = diag_matrix(rep_vector(1, 4));
    total[3, 4] = path[1];
    total[2, 3] = path[2];
    total[2, 4] = path[3] + path[2] * path[1];
    total[1, 2] = path[4];
    total[1, 3] = path[5] + path[4] * path[2];
    total[1, 4] = path[6] + path[5] * path[1] + path[4] * total[2, 4];
    for (k in 1:4) {
      a[3 * k - 2, k] = 1;
      a[3 * k - 1, k] = loading[2 * k - 1];
      a[3 * k, k] = loading[2 * k];
    }
    sigma = tcrossprod(diag_post_multiply(a * total, disturbance));
  }
  for (i in 1:12) sigma[i, i] += square(residual[i]);
  sigma[4, 6] += correlation * residual[4] * residual[6];
  sigma[6, 4] = sigma[4, 6];
  factor = cholesky_decompose(sigma);
  loading ~ normal(1, 0.5);
  path ~ normal(0, 1);
  disturbance ~ normal(0, 1);
  residual ~ inv_gamma(3, 4);
  target += -n * sum(log(diagonal(factor))) - 0.5 * sum(square(mdivide_left_tri_low(factor, root)));
}

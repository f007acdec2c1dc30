//! Which of aws-lc-rs's algorithms stand behind a name of RFC 7518.

use super::Algorithm;
use aws_lc_rs::signature as lc;

/// Signing and checking with RSA (RFC 7518, section 3.3).
pub(super) fn rsa(
    algorithm: Algorithm,
) -> Option<(
    &'static lc::RsaSignatureEncoding,
    &'static lc::RsaParameters,
)> {
    match algorithm {
        Algorithm::Rs256 => Some((&lc::RSA_PKCS1_SHA256, &lc::RSA_PKCS1_2048_8192_SHA256)),
        Algorithm::Rs384 => Some((&lc::RSA_PKCS1_SHA384, &lc::RSA_PKCS1_2048_8192_SHA384)),
        Algorithm::Rs512 => Some((&lc::RSA_PKCS1_SHA512, &lc::RSA_PKCS1_2048_8192_SHA512)),
        _ => None,
    }
}

/// Signing and checking with ECDSA, signatures of fixed length (RFC 7518, section 3.4).
pub(super) fn ecdsa(
    algorithm: Algorithm,
) -> Option<(
    &'static lc::EcdsaSigningAlgorithm,
    &'static lc::EcdsaVerificationAlgorithm,
)> {
    match algorithm {
        Algorithm::Es256 => Some((
            &lc::ECDSA_P256_SHA256_FIXED_SIGNING,
            &lc::ECDSA_P256_SHA256_FIXED,
        )),
        Algorithm::Es384 => Some((
            &lc::ECDSA_P384_SHA384_FIXED_SIGNING,
            &lc::ECDSA_P384_SHA384_FIXED,
        )),
        _ => None,
    }
}

// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

/// EIP-1271: how a contract says whether a signature is its own.
interface IContractSigner {
    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4 magicValue);
}

/// Decides who signed. An account with code answers for itself (EIP-1271), which includes externally owned accounts
/// that delegated to a contract (EIP-7702); only an account without code is checked with ecrecover.
library Signatures {
    /// Half of the curve order: a signature with a larger s has a twin with a smaller one and is refused.
    uint256 private constant HALF_CURVE_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0;

    function isValidNow(address signer, bytes32 digest, bytes memory signature) internal view returns (bool) {
        if (signer.code.length == 0) {
            return recover(digest, signature) == signer;
        }

        (bool success, bytes memory answer) =
            signer.staticcall(abi.encodeCall(IContractSigner.isValidSignature, (digest, signature)));
        return success && answer.length >= 32
            && abi.decode(answer, (bytes32)) == bytes32(IContractSigner.isValidSignature.selector);
    }

    /// The messages are those of the dollar token on public networks: facilitators decode them.
    function recover(bytes32 digest, bytes memory signature) internal pure returns (address signer) {
        require(signature.length == 65, "ECRecover: invalid signature length");

        bytes32 r;
        bytes32 s;
        uint8 v;
        assembly ("memory-safe") {
            r := mload(add(signature, 0x20))
            s := mload(add(signature, 0x40))
            v := byte(0, mload(add(signature, 0x60)))
        }

        require(uint256(s) <= HALF_CURVE_ORDER, "ECRecover: invalid signature 's' value");
        require(v == 27 || v == 28, "ECRecover: invalid signature 'v' value");

        signer = ecrecover(digest, v, r, s);
        require(signer != address(0), "ECRecover: invalid signature");
    }
}

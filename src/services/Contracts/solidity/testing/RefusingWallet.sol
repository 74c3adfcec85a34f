// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

/// A smart account for tests that accepts no signature: depending on how it was made, it says no, reverts, or
/// answers with too few bytes.
contract RefusingWallet {
    uint8 private immutable _manner;

    constructor(uint8 manner) {
        _manner = manner;
    }

    function isValidSignature(bytes32, bytes calldata) external view returns (bytes4) {
        require(_manner != 1, "wallet refuses");
        if (_manner == 2) {
            assembly {
                mstore(0, shl(224, 0x1626ba7e))
                return(0, 4)
            }
        }
        return 0xffffffff;
    }
}

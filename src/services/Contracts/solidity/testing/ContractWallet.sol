// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IContractSigner, Signatures} from "../lib/Signatures.sol";

/// A smart account for tests: accepts what its owner signed (EIP-1271). Deployed with the zero address as owner it
/// speaks for whoever delegates to it (EIP-7702): the account's own key signs.
contract ContractWallet is IContractSigner {
    address public immutable owner;

    constructor(address owner_) {
        owner = owner_;
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        address expected = owner == address(0) ? address(this) : owner;
        return Signatures.recover(digest, signature) == expected ? this.isValidSignature.selector : bytes4(0xffffffff);
    }
}

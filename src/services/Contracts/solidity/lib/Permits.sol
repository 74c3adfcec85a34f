// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Balances} from "./Balances.sol";
import {Signatures} from "./Signatures.sol";
import {TokenIdentity} from "./TokenIdentity.sol";

/// EIP-2612: allowances that the owner signs, in order of a counter.
abstract contract Permits is Balances, TokenIdentity {
    bytes32 public constant PERMIT_TYPEHASH =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    mapping(address owner => uint256) public nonces;

    function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
    {
        _permit(owner, spender, value, deadline, abi.encodePacked(r, s, v));
    }

    function permit(address owner, address spender, uint256 value, uint256 deadline, bytes memory signature)
        external
    {
        _permit(owner, spender, value, deadline, signature);
    }

    function _permit(address owner, address spender, uint256 value, uint256 deadline, bytes memory signature)
        private
    {
        require(block.timestamp <= deadline, "FiatTokenV2: permit is expired");
        bytes32 digest = _digest(abi.encode(PERMIT_TYPEHASH, owner, spender, value, nonces[owner]++, deadline));
        require(Signatures.isValidNow(owner, digest, signature), "EIP2612: invalid signature");
        _approve(owner, spender, value);
    }
}

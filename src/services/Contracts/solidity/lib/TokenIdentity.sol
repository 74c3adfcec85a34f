// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

/// Name, symbol and version of a token, and the EIP-712 domain that follows from them.
/// All of it lives in the code (immutables) and nothing in storage, so the runtime code can be placed at any address
/// of a development chain and is complete there.
abstract contract TokenIdentity {
    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    bytes32 private immutable _packedName;
    bytes32 private immutable _packedSymbol;
    bytes32 private immutable _packedVersion;
    bytes32 private immutable _nameHash;
    bytes32 private immutable _versionHash;

    constructor(string memory name_, string memory symbol_, string memory version_) {
        _packedName = _pack(name_);
        _packedSymbol = _pack(symbol_);
        _packedVersion = _pack(version_);
        _nameHash = keccak256(bytes(name_));
        _versionHash = keccak256(bytes(version_));
    }

    function name() external view returns (string memory) {
        return _unpack(_packedName);
    }

    function symbol() external view returns (string memory) {
        return _unpack(_packedSymbol);
    }

    function version() external view returns (string memory) {
        return _unpack(_packedVersion);
    }

    function decimals() external pure returns (uint8) {
        return 6;
    }

    /// Computed on each call: the address and the chain are only known where the code finally lives.
    function DOMAIN_SEPARATOR() public view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPEHASH, _nameHash, _versionHash, block.chainid, address(this)));
    }

    function _digest(bytes memory encodedStruct) internal view returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", DOMAIN_SEPARATOR(), keccak256(encodedStruct)));
    }

    /// Up to 31 bytes of text, left-aligned, with the length in the last byte.
    function _pack(string memory text) private pure returns (bytes32) {
        bytes memory raw = bytes(text);
        require(raw.length < 32, "text too long");
        return bytes32(raw) | bytes32(raw.length);
    }

    function _unpack(bytes32 packed) private pure returns (string memory text) {
        text = new string(32);
        assembly ("memory-safe") {
            mstore(text, and(packed, 0xff))
            mstore(add(text, 0x20), and(packed, not(0xff)))
        }
    }
}
